"""Makes the files of a release: see `scripts/release`."""
