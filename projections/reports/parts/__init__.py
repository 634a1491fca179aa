"""The parts of reports: figures, cells, tables and sentences, independent of file format."""
