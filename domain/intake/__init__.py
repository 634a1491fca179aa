"""From files to the log: read, judged by several processes, written by one."""
