"""The client's entry; a placeholder until the command line is laid."""


def main() -> int:
    """Say that there is nothing to start yet."""
    print("轮阅 Lunyue")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
