"""The portal: a customer's matters on pages that work without JavaScript; see docs/protocol.md section 3.5."""
