"""A year of a district lived by commands: instructions, items of supervision, holidays, people who are away."""
