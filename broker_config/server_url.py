"""Splits a URL that may name several hosts, which the standard library reads only as long as none is in brackets."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

_SCHEME_AND_HOSTS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://)([^/?#]*)")


def split_server_url(url: str) -> SplitResult:
    """Like `urlsplit`, with all hosts in `netloc` as they stand; what they are worth is for the caller to say.

    Python's newer releases raise ValueError for `amqp://one,[::1]:5672`: a bracket has to begin their only host.
    """
    found = _SCHEME_AND_HOSTS.match(url)
    if found is None:
        return SplitResult("", "", url, "", "")
    scheme, hosts = found.groups()
    return urlsplit(f"{scheme}host{url[found.end() :]}")._replace(netloc=hosts)
