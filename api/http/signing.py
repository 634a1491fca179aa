"""Signs a checkpoint of the log each hour in which it has grown, while the server runs."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Event, Thread

from domain.calendar import STOCKHOLM
from domain.errors import StoreError
from domain.log.application import Log
from domain.log.proving.checkpoints import Checkpoints

LOOKS = 600.0
"""Seconds between looks at whether one is due."""


@contextmanager
def signing(log: Log) -> Iterator[None]:
    """Signs while the context is open."""
    ended = Event()
    thread = Thread(target=_sign_until, args=(ended, log), name="signing")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def sign(log: Log) -> None:
    """Signs a checkpoint if one is due; an error goes to the server's log, and is no reason to stop answering."""
    try:
        Checkpoints(log).make_if_due(datetime.now(STOCKHOLM))
    except StoreError as error:
        logging.getLogger("uvicorn.error").error(error.text.en)


def _sign_until(ended: Event, log: Log) -> None:
    while not ended.wait(LOOKS):
        sign(log)
