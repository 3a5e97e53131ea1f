/** A path as the log may keep it: without its query, and without the token that the address of a video carries. */
export function loggedPath(url: string): string {
  return url.replace(/[?#].*$/s, '').replace(/\/media\/[^/]*/, '/media/…')
}
