"""What customers say of how a matter went: asked once for each end, figures of it for leads."""
