"""What the reseller's programs are told at their start: options, then environment, then the services file."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from broker_config.errors import SettingsUnusable
from broker_config.names import answers_queue, reseller_user, reseller_vhost
from broker_config.settings import BrokerSettings
from reseller_adapter.errors import SettingsProblem
from reseller_adapter.settings_sources import SettingsSources

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class ResellerSettings:
    """Who we are, where the broker is, where the store is.

    `amqp_url` names hosts, port and the wholesaler's virtual host, without credentials. `answers` is the name of a
    further answers queue (`clerk` for `answers.acme.clerk`), None for the reseller's first one.
    """

    reseller: str
    amqp_url: str
    username: str
    password: str = field(repr=False)
    data_dir: Path
    profile: Path | None = None
    answers: str | None = None

    @classmethod
    def read(
        cls,
        *,
        services: Path | None = None,
        reseller: str | None = None,
        profile: Path | None = None,
        environment: Mapping[str, str] = os.environ,
        folder: Path | None = None,
    ) -> ResellerSettings:
        """Read everything; `services` is a services.json, looked for in `folder`/.run when not given.

        Raises `SettingsProblem` with everything that is missing or wrong.
        """
        sources = SettingsSources(environment)
        file = sources.services_file(services, folder)
        name = reseller or environment.get("RESELLER_NAME") or sources.only_reseller(file)
        url, username, password = sources.broker(file, name)
        named_profile = environment.get("RESELLER_PROFILE")
        settings = cls(
            reseller=name,
            amqp_url=url,
            username=username,
            password=password,
            data_dir=sources.data_dir(file, name),
            profile=profile or (Path(named_profile) if named_profile else None),
            answers=environment.get("RESELLER_ANSWERS") or None,
        )
        problems = [*sources.problems, *settings.problems(services_known=bool(file))]
        if problems:
            raise SettingsProblem(problems)
        return settings

    def problems(self, *, services_known: bool = False) -> list[str]:
        """A sentence for everything that is missing or cannot be."""
        found: list[str] = []
        if not self.reseller:
            found.append("the reseller is not named: set RESELLER_NAME, or use --reseller NAME")
        else:
            try:
                reseller_user(self.reseller)
            except ValueError as e:
                found.append(str(e))
        if not self.amqp_url:
            found.append("the broker is not named: set RESELLER_AMQP_URL, or use --services FILE")
        else:
            try:
                BrokerSettings.from_url(self.amqp_url, self.username or "nobody", self.password)
            except SettingsUnusable as e:
                found.append(str(e))
        if self.reseller and self.amqp_url and not self.password and not self.amqp_url.startswith("amqps:"):
            elsewhere = " (the services file holds none for it)" if services_known else ""
            found.append(
                f"there is no password for {self.username}{elsewhere}: set RESELLER_PASSWORD_FILE or RESELLER_PASSWORD"
            )
        if self.answers and not found:
            try:
                answers_queue(self.reseller, self.answers)
            except ValueError as e:
                found.append(f"RESELLER_ANSWERS: {e}")
        return found

    @property
    def answers_queue(self) -> str:
        """The queue in which our answers arrive."""
        return answers_queue(self.reseller, self.answers)

    @property
    def reply_to(self) -> str | None:
        """What a document says about it: nothing when it is the reseller's first queue."""
        return self.answers_queue if self.answers else None

    def wholesale_broker(self, purpose: str) -> BrokerSettings:
        """The line to the wholesaler; `purpose` is what the management UI shows as the connection's name."""
        return BrokerSettings.from_url(self.amqp_url, self.username, self.password, f"{self.username} {purpose}")

    def own_broker(self, purpose: str) -> BrokerSettings:
        """The line to the reseller's own virtual host."""
        return replace(self.wholesale_broker(f"{purpose}, own"), vhost=reseller_vhost(self.reseller))
