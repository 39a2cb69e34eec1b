"""What diffusion, flow matching and consistency share: one theory, so one way to run their networks."""
