import type { PackageKind, Wishes } from './package.ts'

/** LG keeps these for itself. */
const TAKEN = /^com\.(palm|webos|lge|palmdts)(\.|$)/

/** LG TVs: a folder for the webOS command line's `ares-package`. */
export const WEBOS: PackageKind = {
  sets: 'LG TVs (webOS)',
  icons: 'webos',
  defaultId: 'local.couchlink.tv',
  idRule: 'your domain backwards, in small letters, digits, dots and dashes: com.example.tv',
  isId: (id) =>
    /^[a-z0-9][a-z0-9-]*(\.[a-z0-9-]+)+$/.test(id) && id.length <= 64 && !TAKEN.test(id),
  scripts: [],
  manifest: (wishes) => ({ file: 'appinfo.json', text: appinfo(wishes) }),
  next: ({ id, version }, folder) => [
    `ares-package "${folder}"`,
    `ares-install -d YOUR_TV "${id}_${version}_all.ipk"`,
  ],
}

function appinfo({ id, name, version }: Wishes): string {
  const info = {
    id,
    version,
    title: name,
    vendor: name,
    type: 'web',
    main: 'index.html',
    icon: 'icon.png',
    largeIcon: 'largeIcon.png',
    resolution: '1920x1080',
    bgColor: '#0f1026',
    // Back is our story's, and no step in a history of pages.
    disableBackHistoryAPI: true,
    // The set's Audio Guidance reads what the app keeps for screen readers.
    accessibility: { supportsAudioGuidance: true },
    // The system brings the app to the front by itself and only tells it.
    handlesRelaunch: false,
  }
  return `${JSON.stringify(info, null, 2)}\n`
}
