/** What an operator may say of a package, judged already. */
export interface Wishes {
  /** Absolute URL of the server, ending in `/`. */
  server: URL
  /** By which the set and its store know the app. */
  id: string
  name: string
  /** Three numbers: another version replaces the one on the set. */
  version: string
}

/** How one maker wants an app. */
export interface PackageKind {
  /** As people call the sets. */
  sets: string
  /** Folder of `tv-app/package/` with this kind's icons. */
  icons: string
  defaultId: string
  idRule: string
  isId(id: string): boolean
  /** Scripts of the set itself, which run before ours. */
  scripts: readonly string[]
  manifest(wishes: Wishes): { file: string; text: string }
  /** What to type to get it onto a TV. */
  next(wishes: Wishes, folder: string): string[]
}
