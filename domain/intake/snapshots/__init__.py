"""Full deliveries: tables that are sent whole each time, of which only what differs from the last time becomes events."""
