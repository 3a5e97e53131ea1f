import type { Config } from './config.ts'
import { usernameKey } from './flow/sign-in/username.ts'
import type { AccountRecord, Store } from './store/store.ts'
import { isPublicUrl } from './trust/public-address.ts'

/** The account of the tutorial this product grew from. Everybody knows its password, so it has limits of its own. */
export const DEMO = {
  username: 'eliza',
  password: 'Senza2024',
  name: 'Eliza',
  color: '#CCCDFD',
  passwordHash:
    '$argon2id$v=19$m=19456,t=2,p=1$6XFl9ZtPcjWEWMbfWfT88g$HOzEHb1yQpVYfV6pkNAQgug7CS2iC6d+6PDLV3hkQ6o',
}

/** The demo account exists only while no other was configured, and never on the open internet. */
function wantsDemo(config: Config): boolean {
  return Object.keys(config.accounts).length === 0 && !isPublicUrl(config.publicUrl)
}

/** Brings what config.json says of accounts and devices into the database, each entry once. */
export async function applySeeds(
  store: Store,
  config: Config,
  randomId: () => string,
  now: number,
): Promise<{ devicesWithoutAccount: string[] }> {
  const accounts: AccountRecord[] = Object.entries(config.accounts).map(([username, account]) => ({
    accountId: randomId(),
    username: usernameKey(username),
    name: account.name,
    color: account.color,
    passwordHash: account.password,
    demo: false,
    disabled: false,
  }))
  if (wantsDemo(config)) {
    const { username, name, color, passwordHash } = DEMO
    accounts.push({
      accountId: randomId(),
      username,
      name,
      color,
      passwordHash,
      demo: true,
      disabled: false,
    })
  }
  const devices = Object.entries(config.devices).map(([deviceId, username]) => ({
    deviceId,
    username: usernameKey(username),
    bindingId: randomId(),
  }))
  return store.applySeeds({ accounts, devices, now })
}
