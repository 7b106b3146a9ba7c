"""Which names of the register are worth comparing with a name that is asked for, without reading them all.

One segment for each audience (`segments`), made by `building`, kept up to date by `keeping`: a query searches the
segments of the audiences that the viewer's party is in and no others, so what is not released to it changes neither
candidates nor their order nor what the cap leaves out (DESIGN.md, rules 5 and 12).
"""
