"""收文 as a process table, by who does what in it."""
