"""What was published about the council of 2021, as data: parties, sources, meetings. No code acts here."""
