/** A user name as it is stored and looked up: phones like to begin with a capital letter, people do not care. */
export function usernameKey(username: string): string {
  return username.trim().normalize('NFKC').toLowerCase()
}
