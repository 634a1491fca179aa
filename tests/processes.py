"""Processes that share nothing with the test that starts them: forked from one that has imported what tests need, no more.

A process that is spawned imports it all itself, which takes longer than most of what it is started for.
"""

from multiprocessing import get_context

apart = get_context("forkserver")
apart.set_forkserver_preload(["tests.conftest"])
