"""The header of a document, and its end user."""

from __future__ import annotations

from contracts import identifiers
from contracts.document import DOCUMENT_SCHEMA, CustomerClass, EndUser, Header, Mode
from contracts.transactions import TRANSACTIONS
from contracts.wire.fields import Choice, CodeName, Flag, Text, Timestamp, WholeNumber
from contracts.wire.shape import Shape

RESELLER_FORM = "2 to 16 of a-z 0-9, a letter first"
TRANSACTION_NUMBER_FORM = "1 to 36 of A-Z a-z 0-9 . _ : -"


class HeaderShape(Shape):
    """See `contracts.document.Header`."""

    title = "header"
    about = "What a document says about itself."
    builds = Header

    schema = CodeName((DOCUMENT_SCHEMA,), "The version of this format.", required=True)
    transaction = CodeName(TRANSACTIONS, "What is asked of every segment.", required=True)
    transaction_number = Text(
        "The reseller's own number of this document, unique per reseller: the idempotency key of a change.",
        pattern=identifiers.TRANSACTION_NUMBER,
        form=TRANSACTION_NUMBER_FORM,
        mnemonic="TXNUM",
        required=True,
    )
    reseller = Text("Who sends it.", pattern=identifiers.RESELLER, form=RESELLER_FORM, mnemonic="CCNA", required=True)
    sent_at = Timestamp("When it was sent.", mnemonic="D/TSENT", required=True)
    mode = Choice(Mode, "Whether segments succeed or fail on their own (each), or all or none (atomic).")
    dry_run = Flag("Check and answer everything, keep nothing, use up no transaction number.")
    address_epoch = WholeNumber("The epoch of the address file that the reseller decided with.")
    feature_epoch = WholeNumber("The epoch of the feature file that the reseller decided with.")
    answer_by = Timestamp("An inquiry that cannot be answered before is answered E008.")


class EndUserShape(Shape):
    """See `contracts.document.EndUser`."""

    title = "end_user"
    about = "The reseller's customer."
    builds = EndUser

    name = Text("The name.", least=1, most=60, mnemonic="NAME", required=True)
    contact_telephone = Text(
        "Where to reach the end user.", pattern=identifiers.TELEPHONE_NUMBER, form="10 digits", mnemonic="TEL NO"
    )
    customer_class = Choice(CustomerClass, "The class of service.", name="class", mnemonic="TOS")
