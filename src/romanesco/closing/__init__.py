"""The closing pack: what two people take along when their time together ends."""
