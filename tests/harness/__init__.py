"""What tests stand on: databases, a real server, real browsers, a clock."""
