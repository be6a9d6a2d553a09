"""The tables of the index file: rows packed per street and place, so that one look-up answers one address."""

from __future__ import annotations

INDEX_VERSION = "serviceability/7"

SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE place (id INTEGER PRIMARY KEY, state TEXT NOT NULL, zip TEXT NOT NULL, community TEXT NOT NULL);
CREATE TABLE serving (id INTEGER PRIMARY KEY, central_office TEXT NOT NULL, rate_center TEXT NOT NULL);
-- packed: JSON [[pre, street, type, post, parts, plain, rich], ...]; parts: how the street is read, null where its
-- words are standard already; plain: [low, high, parity, serving, low, ...]; rich: ranges that say more, each as
-- [low, high, parity, serving, prefix, from, to, suffixes, units], cut behind the last value.
CREATE TABLE street (key TEXT, place INTEGER, packed TEXT NOT NULL, PRIMARY KEY (key, place)) WITHOUT ROWID;
-- Every name of the area with the places that have it; lies: int32 triples of place, lowest and highest number
-- of ranges that follow one another.
CREATE TABLE named (key TEXT, pre TEXT, street TEXT, type TEXT, post TEXT, parts TEXT, lies BLOB NOT NULL,
    PRIMARY KEY (key, pre, street, type, post)) WITHOUT ROWID;
-- Every key once, to find those that a misspelt one is like.
CREATE TABLE spelling (key TEXT PRIMARY KEY, reversed TEXT NOT NULL, sound TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE office (central_office TEXT PRIMARY KEY, packed TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE usoc (usoc TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
"""

INDEXES = """
CREATE INDEX street_of_place ON street (place);
CREATE INDEX spelling_reversed ON spelling (reversed);
CREATE INDEX spelling_sound ON spelling (sound);
"""

STAGING = """
CREATE TEMP TABLE staged (key TEXT, place INTEGER, pre TEXT, street TEXT, type TEXT, post TEXT,
    low INTEGER, high INTEGER, packed TEXT);
CREATE TEMP TABLE place_rank (place INTEGER PRIMARY KEY, rank INTEGER NOT NULL);
CREATE TEMP TABLE staged_feature (central_office TEXT, switch TEXT, usoc TEXT, packed TEXT);
"""
