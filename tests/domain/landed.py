"""The fingerprints of the tables that are in use: a line is added with an edition, none is ever changed."""

LANDED = {
    ("circulation", 1): "8098eab8a2dec24a",
    ("circulation", 2): "fcaab43d59c944d2",
    ("incoming", 1): "ee45fd65b7e7c19b",
    ("incoming", 2): "23fa6626539b888e",
    ("exchange", 1): "9587fc94f72fc9ac",
    ("instruction", 1): "c82bb2ceafd7ecda",
    ("instruction", 2): "d3162fef3072328b",
    ("instruction", 3): "23f79d82e51f70e6",
    ("bulletin", 1): "36925fc283eac895",
    ("outgoing", 1): "1111dd4cabbb015f",
    ("outgoing", 2): "420c98d2c93597bf",
    ("issuing_plan", 1): "c632980aab094bfc",
    ("numbers", 1): "b699f1734376255a",
    ("calendar", 1): "7ab07155bbc498f7",
    ("fiscal", 1): "5dd2bb0dd19d58c7",
    ("budget_line", 1): "1a1b418da19f7629",
    ("fiscal_rules", 1): "a4c55e161f0cf3d8",
    ("supervision", 1): "b9947aa1077b1193",
    ("delegation", 1): "acbb8fdd9fd074cf",
    ("leave", 1): "cd8592bc11c84c78",
}
