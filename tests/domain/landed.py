"""The fingerprints of the tables that are in use: a line is added with an edition, none is ever changed."""

LANDED = {
    ("circulation", 1): "0c90c378ad15cbdb",
    ("circulation", 2): "836fa47905d69b86",
    ("incoming", 1): "02f62b8ffafc8c0e",
    ("incoming", 2): "96c0180588d8ad47",
    ("exchange", 1): "3df64d940bb32c5f",
    ("instruction", 1): "65ae51627d8663f8",
    ("instruction", 2): "59187eb6791395d3",
    ("instruction", 3): "9682e67c90eff572",
    ("bulletin", 1): "f0efeda71bf9c704",
    ("outgoing", 1): "1ce3f4dbb77c2211",
    ("outgoing", 2): "0bb09683bcc180d5",
    ("issuing_plan", 1): "348fc9ca9902e8fd",
    ("numbers", 1): "8dcd797bf871a34a",
    ("calendar", 1): "52a6d2951592d121",
    ("fiscal", 1): "5bb950980be35044",
    ("budget_line", 1): "2e8a79be9c957122",
    ("fiscal_rules", 1): "734b207575fc4e75",
    ("supervision", 1): "1f5a4238201cf5a7",
    ("delegation", 1): "c2bc470e22a9712d",
    ("leave", 1): "c9e96f3a6382bc9f",
}
