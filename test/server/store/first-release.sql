-- A database as the first release left it, with a row of everything.

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
  demo integer not null
) strict;
create table sessions (
  id_hash text not null primary key,
  account_id text not null references accounts (account_id) on delete cascade,
  address text not null,
  created_at integer not null,
  last_used_at integer not null,
  expires_at integer not null
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
  first_asked_at integer
) strict;
create index devices_by_address_asked_at on devices (address, asked_at);
create index devices_by_first_network_first_asked_at on devices (first_network, first_asked_at);
create table bindings (
  device_id text not null primary key references devices (device_id) on delete cascade,
  binding_id text not null unique,
  account_id text not null references accounts (account_id) on delete cascade,
  bound_at integer not null
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
  expires_at integer not null
) strict;
create index link_requests_by_device_id_created_at on link_requests (device_id, created_at);
create index link_requests_by_expires_at on link_requests (expires_at);
create unique index link_requests_live_device_id on link_requests (device_id) where state in ('pending', 'opened');
create unique index link_requests_live_user_code_hash on link_requests (user_code_hash) where state in ('pending', 'opened');
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

insert into kysely_migration values ('0001', '2026-01-01T00:00:00.000Z');
insert into kysely_migration_lock values ('migration_lock', 0);
insert into accounts values ('account-eliza', 'eliza', 'ELIZA', '#CCCDFD', 'a hash', 0);
insert into sessions values
  ('phone', 'account-eliza', 'there', 1900000000, 1900000000, 1900000500);
insert into devices values
  ('tv-1', 'link-1', 'home', 'there', 1900000000, 'home', 1900000000),
  ('tv-2', 'swept', 'home', 'there', 1900000000, 'home', 1900000000),
  ('tv-3', null, null, null, null, null, null);
insert into bindings values
  ('tv-2', 'binding-2', 'account-eliza', 1900000000),
  ('tv-3', 'binding-3', 'account-eliza', 1900000000);
insert into link_requests values
  ('link-1', 'handle of link-1', 'user code', 'device code of link-1', 'tv-1', 'Den', 'M1',
    'home', 'opened', null, null, 1900000000, 1900000001, 1900000600);
insert into misses values ('key', 2, 1900000000, 1900000900);
insert into seeds values ('password:eliza', 'digest');
