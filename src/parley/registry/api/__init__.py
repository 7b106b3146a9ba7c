"""The register for programs, under /api/registry/: by token, in JSON; its own shapes (`screening`), and `yente`'s."""
