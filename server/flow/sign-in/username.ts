/** What a user name is made of; `server/config-entries.ts` asks the same of config.json. */
const USERNAME = /^[\p{L}\p{N}._@+-]{1,64}$/u
const OTHERS = /[^\p{L}\p{N}._@+-]+/gu
const MAX_LENGTH = 64

/** A user name as it is stored and looked up: phones like to begin with a capital letter, people do not care. */
export function usernameKey(username: string): string {
  return username.trim().normalize('NFKC').toLowerCase()
}

/** Whether a user name can be one here, in the form of {@link usernameKey}. */
export function isUsername(key: string): boolean {
  return USERNAME.test(key)
}

/** The user name here for a name of another server, which may hold what ours cannot; from no text comes no empty one. */
export function cleanUsername(text: string): string {
  const key = usernameKey(text).replace(OTHERS, '-')
  return [...key].slice(0, MAX_LENGTH).join('') || '-'
}
