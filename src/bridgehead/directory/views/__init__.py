"""The directory's pages: what everybody finds, and what organisations keep about themselves."""
