"""Money, whatever it is for: amounts, the rules of who decides on how much, and what is known of budget lines."""
