"""Address points of real and made-up areas and the ways that people write them: address quality is measured on them."""
