"""What no stack may do: rules as data, pure functions that find what breaks them, and the pack that the engine asks."""
