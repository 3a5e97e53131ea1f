-- A database as the third step of the schema left it, with a row of everything.

create table kysely_migration (
  name varchar(255) not null primary key,
  timestamp varchar(255) not null
);
create table kysely_migration_lock (
  id varchar(255) not null primary key,
  is_locked integer default 0 not null
);
create table accounts (
  account_id text not null primary key,
  username text not null unique,
  name text not null,
  color text not null,
  password_hash text not null,
  demo integer not null,
  disabled integer default 0 not null,
  issuer text,
  subject text
) strict;
create table sessions (
  id_hash text not null primary key,
  account_id text not null references accounts (account_id) on delete cascade,
  address text not null,
  created_at integer not null,
  last_used_at integer not null,
  expires_at integer not null,
  session_id text default '' not null,
  method text default 'password' not null,
  label text,
  lineage text default '[]' not null,
  proven_at integer default 0 not null,
  devices_seen_at integer default 0 not null
) strict;
create index sessions_by_account_id on sessions (account_id);
create index sessions_by_address_last_used_at_account_id on sessions (address, last_used_at, account_id);
create index sessions_by_expires_at on sessions (expires_at);
create table devices (
  device_id text not null primary key,
  link_id text,
  network text,
  address text,
  asked_at integer,
  first_network text,
  first_asked_at integer,
  device_name text,
  device_model text,
  client_id text,
  seen_at integer
) strict;
create index devices_by_address_asked_at on devices (address, asked_at);
create index devices_by_first_network_first_asked_at on devices (first_network, first_asked_at);
create table bindings (
  device_id text not null primary key references devices (device_id) on delete cascade,
  binding_id text not null unique,
  account_id text not null references accounts (account_id) on delete cascade,
  bound_at integer not null,
  expires_at integer,
  label text,
  session_id text,
  lineage text
) strict;
create index bindings_by_account_id on bindings (account_id);
create table link_requests (
  link_id text not null primary key,
  handle_hash text not null unique,
  user_code_hash text not null,
  device_code_hash text not null unique,
  device_id text not null references devices (device_id) on delete cascade,
  device_name text,
  device_model text,
  network text,
  state text not null,
  reason text,
  binding_id text,
  created_at integer not null,
  opened_at integer,
  expires_at integer not null,
  client_id text default 'tv' not null,
  jkt text,
  scope text,
  code_challenge text,
  match_number text,
  match_account_id text references accounts (account_id) on delete set null,
  match_until integer,
  address text,
  country text,
  claim_shown text,
  match_session_id text,
  claim_until integer,
  match_binding_until integer,
  claim_account_id text references accounts (account_id) on delete set null
) strict;
create index link_requests_by_device_id_created_at on link_requests (device_id, created_at);
create index link_requests_by_expires_at on link_requests (expires_at);
create table misses (
  key text not null primary key,
  count integer not null,
  last_at integer not null,
  expires_at integer not null
) strict;
create index misses_by_expires_at on misses (expires_at);
create table seeds (
  key text not null primary key,
  digest text not null
) strict;
create index link_requests_by_match_account_id on link_requests (match_account_id) where match_account_id is not null;
create unique index link_requests_live_device_id on link_requests (device_id) where state in ('pending', 'opened', 'matching');
create unique index link_requests_live_user_code_hash on link_requests (user_code_hash) where state in ('pending', 'opened', 'matching');
create table grants (
  grant_id text not null primary key,
  binding_id text not null unique references bindings (binding_id) on delete cascade,
  client_id text not null,
  jkt text,
  scope text,
  token_hash text not null,
  previous_hash text,
  rotated_at integer,
  expires_at integer not null,
  ends_at integer not null
) strict;
create index grants_by_expires_at on grants (expires_at);
create unique index accounts_by_issuer_subject on accounts (issuer, subject) where issuer is not null;
create index accounts_demo on accounts (demo) where demo = 1;
create unique index sessions_by_session_id on sessions (session_id);
create index bindings_by_expires_at on bindings (expires_at) where expires_at is not null;
create index link_requests_by_claim_account_id on link_requests (claim_account_id) where claim_account_id is not null;
create table passkeys (
  credential_id text not null primary key,
  account_id text not null references accounts (account_id) on delete cascade,
  public_key text not null,
  counter integer not null,
  transports text not null,
  label text,
  created_at integer not null,
  last_used_at integer,
  session_id text not null,
  lineage text not null
) strict;
create index passkeys_by_account_id_created_at on passkeys (account_id, created_at);
create table places (
  account_id text not null references accounts (account_id) on delete cascade,
  network text not null,
  matched_at integer not null,
  session_id text,
  lineage text,
  constraint places_of_account primary key (account_id, network)
) strict;
create index places_by_matched_at on places (matched_at);
create table takeovers (
  account_id text not null references accounts (account_id) on delete cascade,
  device_id text not null,
  name text,
  model text,
  taken_at integer not null,
  constraint takeovers_of_account primary key (account_id, device_id)
) strict;
create index takeovers_by_taken_at on takeovers (taken_at);

insert into kysely_migration values
  ('0001', '2026-01-01T00:00:00.000Z'),
  ('0002', '2026-01-02T00:00:00.000Z'),
  ('0003', '2026-01-03T00:00:00.000Z');
insert into kysely_migration_lock values ('migration_lock', 0);
insert into accounts values
  ('account-eliza', 'eliza', 'ELIZA', '#CCCDFD', 'a hash', 0, 0, null, null),
  ('account-max', 'max', 'MAX', '#CCCDFD', '', 0, 0, 'https://id.example', '1');
insert into sessions values
  ('phone', 'account-eliza', 'there', 1900000000, 1900000100, 1900000500, 'lasting phone', 'passkey', 'Safari',
    '["lasting phone"]', 1900000000, 1900000100);
insert into devices values
  ('tv-1', 'link-1', 'home', 'there', 1900000000, 'home', 1900000000, 'Den', 'M1', 'tv', 1900000010),
  ('link_2', 'link-2', 'home', 'there', 1900000000, 'home', 1900000000, 'App', null, 'demo-tv', null);
insert into bindings values
  ('link_2', 'binding-2', 'account-eliza', 1900000000, null, 'Mine', 'lasting phone', '["lasting phone"]');
insert into link_requests values
  ('link-1', 'handle of link-1', 'user code', 'device code of link-1', 'tv-1', 'Den', 'M1',
    'home', 'matching', null, null, 1900000000, 1900000001, 1900000600, 'tv', null, null, null,
    '472', 'account-eliza', 1900000060, 'there', 'DE', 'E…', 'lasting phone', 1900000120, null, 'account-eliza'),
  ('link-2', 'handle of link-2', 'another code', 'device code of link-2', 'link_2', 'App', null,
    'home', 'approved', null, 'binding-2', 1900000000, 1900000001, 1900000600, 'demo-tv', null, null, null,
    null, null, null, 'there', null, null, null, null, null, null);
insert into misses values ('key', 2, 1900000000, 1900000900);
insert into seeds values ('password:eliza', 'digest');
insert into passkeys values
  ('passkey', 'account-eliza', 'public key', 3, '["internal"]', 'Safari', 1900000000, null, 'lasting phone',
    '["lasting phone"]');
insert into places values ('account-eliza', 'home', 1900000000, 'lasting phone', '["lasting phone"]');
insert into takeovers values ('account-max', 'link_2', 'App', null, 1900000000);
