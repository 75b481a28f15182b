#!/usr/bin/env bash
# Run once, when the database is made: a role of the gateway's own, which is no superuser, and its
# database.
set -euo pipefail
psql --no-psqlrc --set ON_ERROR_STOP=1 --set password="$DATABASE_PASSWORD" --username "${POSTGRES_USER:-postgres}" <<'SQL'
create role gateway login password :'password';
create database gateway owner gateway encoding 'UTF8' template template0;
SQL
