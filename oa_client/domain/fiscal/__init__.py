"""财政审批: applications for money, the rules of who decides, and the budget lines they are charged to."""
