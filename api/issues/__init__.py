"""The pilot's issue log: what name standardisation raises for policy makers, by people and by the system itself."""
