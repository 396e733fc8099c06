"""One handler per resource type: what `create`, `read`, `update` and `delete` mean in AWS calls. Both deployers use them."""
