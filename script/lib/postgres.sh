# shellcheck shell=bash
# Une grappe PostgreSQL jetable ; à sourcer après outils.sh.
#   demarrer_postgres DOSSIER   puis   lire_postgres DOSSIER   et à la fin   arreter_postgres DOSSIER

# PostgreSQL refuse de tourner en root : on lui prête un compte sans droits.
pg_compte() {
  if [ "$(id -u)" != 0 ]; then return; fi
  if id postgres >/dev/null 2>&1; then echo postgres; else echo nobody; fi
}

pg_lancer() {
  local compte
  compte=$(pg_compte)
  if [ -z "$compte" ]; then
    "$@"
  else
    setpriv --reuid="$compte" --regid="$(id -g "$compte")" --clear-groups env HOME=/tmp "$@"
  fi
}

# Le dossier des programmes du serveur, le plus récent.
pg_programmes() {
  local d
  d=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n1 || true)
  if [ -z "$d" ]; then d=$(command -v initdb || true); fi
  [ -n "$d" ] || echec "PostgreSQL (initdb) introuvable ; lancer script/setup --tests"
  dirname "$d"
}

demarrer_postgres() {
  local dossier=$1/pg port compte bin essai
  bin=$(pg_programmes)
  compte=$(pg_compte)
  mkdir -p "$dossier"
  chmod 755 "$1"
  if [ -n "$compte" ]; then chown "$compte" "$dossier"; fi
  cd "$dossier" || return
  pg_lancer "$bin/initdb" -D "$dossier/donnees" -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync
  for essai in 1 2 3; do
    port=$(port_libre)
    if pg_lancer "$bin/pg_ctl" -D "$dossier/donnees" -l "$dossier/journal" -w -t 30 start -o "-p $port -c listen_addresses=127.0.0.1 \
        -c unix_socket_directories='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
        -c max_connections=300 -c shared_buffers=128MB"; then
      printf '%s\n' "$port" >"$1/pg.port"
      return
    fi
    echo "essai $essai : port $port refusé"
  done
  cat "$dossier/journal"
  return 1
}

lire_postgres() {
  # shellcheck disable=SC2034 # lu par script/test
  IMAGIN_TEST_PG_URL=postgres://postgres@127.0.0.1:$(cat "$1/pg.port")/postgres
}

arreter_postgres() {
  if [ -f "$1/pg/donnees/postmaster.pid" ]; then
    (cd / && pg_lancer "$(pg_programmes)/pg_ctl" -D "$1/pg/donnees" -m immediate -w stop >/dev/null 2>&1) || true
  fi
}
