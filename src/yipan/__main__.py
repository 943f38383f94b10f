"""`python -m yipan` is the command `yipan`."""

from yipan.cli.main import main

if __name__ == "__main__":
    main()
