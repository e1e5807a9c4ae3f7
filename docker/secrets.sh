#!/bin/sh
# Makes the secrets that docker/compose.yaml names, once: what is there already stays.
#   docker/secrets.sh points.example.cn
set -eu
host=${1:?name the host that people type, such as points.example.cn}
cd "$(dirname "$0")"
umask 077
mkdir -p secrets

random() { head -c "$1" /dev/urandom | base64 | tr -d '\n'; }
once() { [ -e "secrets/$1" ] || printf '%s\n' "$2" >"secrets/$1"; }

once mysql_password "$(head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n')"
once database_url "mysql://pointbook:$(cat secrets/mysql_password)@mysql:3306/pointbook?ssl=off"
once encryption_keys "first:$(random 32)"
once metrics_token "$(head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n')"
# A secret is handed into a container with the owner it has here, and the service is number 10001.
own="secrets/database_url secrets/encryption_keys secrets/metrics_token"
if [ "$(id -u)" = 0 ]; then
  chown 10001:10001 $own
else
  chmod 644 $own
  echo "Run as root, this would let nobody but the service read the secrets; now everybody on this machine may."
fi
[ -e .env ] || printf 'POINTBOOK_HOST=%s\n' "$host" >.env
echo "Secrets are in docker/secrets. Keep a copy of encryption_keys apart from the copies of the database."
