"""Glucose Gateway from Python, with nothing but the standard library (3.9 or later).

    python3 examples/gateway.py link patient-18     prints the address on which that person links
    python3 examples/gateway.py receive             receives webhooks, and keeps them in SQLite

GRAPHQL and API_KEY say where and as whom, WEBHOOK_SECRET what signs, PORT and DATABASE (a file) where
the receiver listens and keeps. Copy what you need.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import sqlite3
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.request import Request, urlopen

BODY_BYTES_MAX = 1_000_000


# --- linking ---


def ask(document: str, variables: Mapping[str, object]) -> dict[str, Any]:
    """Asks the gateway. Raises RuntimeError for an answer with errors, OSError for none."""
    body = json.dumps({"query": document, "variables": dict(variables)}).encode()
    headers = {"content-type": "application/json", "x-api-key": os.environ["API_KEY"]}
    with urlopen(Request(os.environ["GRAPHQL"], body, headers), timeout=30) as response:
        answer = json.load(response)
    if answer.get("errors"):
        raise RuntimeError(answer["errors"][0]["message"])
    return dict(answer["data"])


def get_user_id(client_user_id: str) -> str:
    """The gateway's id of a person, who is created where they are not there yet."""
    found = ask("query ($own: String!) { user(clientUserId: $own) { id } }", {"own": client_user_id})
    if found["user"]:
        return str(found["user"]["id"])
    created = ask(
        """mutation ($own: String!) { createUser(clientUserId: $own) {
             ... on CreateUserSuccess { user { id } } ... on Error { message whatToDo } } }""",
        {"own": client_user_id},
    )["createUser"]
    return str(succeeded(created)["user"]["id"])


def create_link(user_id: str) -> str:
    """The address of a page on which the person connects their account, within 60 minutes."""
    created = ask(
        """mutation ($user: ID!) { createLinkToken(userId: $user) {
             ... on CreateLinkTokenSuccess { linkUrl } ... on Error { message whatToDo } } }""",
        {"user": user_id},
    )["createLinkToken"]
    return str(succeeded(created)["linkUrl"])


def succeeded(answer: dict[str, Any]) -> dict[str, Any]:
    if "whatToDo" in answer:
        raise RuntimeError(f"{answer['message']} {answer['whatToDo']}")
    return answer


# --- receiving ---


def is_genuine(body: bytes, headers: Mapping[str, str], secret: str) -> bool:
    """Whether the gateway signed these exact bytes, less than five minutes ago."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    try:
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        is_recent = abs(time.time() - int(headers["webhook-timestamp"])) < 300
        given = headers["webhook-signature"].encode().split()  # two while the secret is replaced
    except (KeyError, ValueError):
        return False
    expected = b"v1," + base64.b64encode(hmac.digest(key, signed, "sha256"))
    return is_recent and any(hmac.compare_digest(expected, each) for each in given)


def receive(database: sqlite3.Connection, body: bytes) -> None:
    """Takes an event once, and keeps the highest revision of each sample: order is not promised."""
    event = json.loads(body)
    with database:  # one transaction: what fails is sent again
        seen = database.execute("insert or ignore into seen values (?)", (event["id"],))
        if seen.rowcount == 0 or not event["event_type"].startswith("daily.data.glucose."):
            return
        is_deleted = event["event_type"] == "daily.data.glucose.deleted"
        for sample in event["data"]["data"]:
            value = None if is_deleted else sample["value_mg_dl"]
            database.execute(
                """insert into samples values (?, ?, ?, ?) on conflict (user_id, timestamp)
                   do update set revision = excluded.revision, value_mg_dl = excluded.value_mg_dl
                   where excluded.revision > samples.revision""",
                (event["user_id"], sample["timestamp"], sample["revision"], value),
            )


# --- the program ---


TABLES = """
    create table if not exists seen (event_id text primary key);
    create table if not exists samples (user_id text, timestamp text, revision integer,
      value_mg_dl integer, -- null where the sample was deleted
      primary key (user_id, timestamp));
"""


def open_database() -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(os.environ.get("DATABASE", "gateway.sqlite")))


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 15

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        if length > BODY_BYTES_MAX:
            self.close_connection = True
            return self.answer(413)
        body = self.rfile.read(length)
        headers = {name.lower(): text for name, text in self.headers.items()}
        if not is_genuine(body, headers, os.environ["WEBHOOK_SECRET"]):
            return self.answer(400)
        try:
            with open_database() as database:
                receive(database, body)
        except Exception:
            self.answer(500)  # it comes again
            raise
        return self.answer(204)

    def answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["link"] and len(arguments) == 2:
        print(create_link(get_user_id(arguments[1])))
    elif arguments == ["receive"]:
        with open_database() as database:
            database.executescript(TABLES)
        server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "0"))), Receiver)
        print(f"listening on http://127.0.0.1:{server.server_port}/", flush=True)
        server.serve_forever()
    else:
        sys.exit("usage: gateway.py link CLIENT-USER-ID | receive")


if __name__ == "__main__":
    main(sys.argv[1:])
