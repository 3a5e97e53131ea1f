import { escapeMarkup } from './markup.ts'
import type { PackageKind, Wishes } from './package.ts'

/** Only what `tv-app/src/platform/tizen.ts` calls. */
const PRIVILEGES = [
  'http://tizen.org/privilege/internet',
  'http://tizen.org/privilege/tv.inputdevice',
  'http://developer.samsung.com/privilege/productinfo',
]

/** Sets of 2018. */
const OLDEST = '4.0'

/** Samsung TVs: a folder for Tizen Studio's `tizen package`. */
export const TIZEN: PackageKind = {
  sets: 'Samsung TVs (Tizen)',
  icons: 'tizen',
  defaultId: 'CouchlinkT.Couchlink',
  idRule: 'ten letters or digits, a dot, and a name of letters and digits: AbCdEfGhIj.Couchlink',
  isId: (id) => /^[0-9A-Za-z]{10}\.[0-9A-Za-z]{1,52}$/.test(id),
  // Tizen puts the place of its own files here.
  scripts: ['$WEBAPIS/webapis/webapis.js'],
  manifest: (wishes) => ({ file: 'config.xml', text: configXml(wishes) }),
  next: ({ name }, folder) => [
    `tizen package -t wgt -s YOUR_PROFILE -- "${folder}"`,
    `tizen install -t YOUR_TV -n "${name}.wgt" -- "${folder}"`,
  ],
}

function configXml({ server, id, name, version }: Wishes): string {
  const [packageId] = id.split('.')
  const privileges = PRIVILEGES.map((privilege) => `  <tizen:privilege name="${privilege}"/>\n`)
  return `<?xml version="1.0" encoding="UTF-8"?>
<widget xmlns="http://www.w3.org/ns/widgets" xmlns:tizen="http://tizen.org/ns/widgets" id="${escapeMarkup(server.href)}" version="${version}" viewmodes="maximized">
  <tizen:application id="${id}" package="${packageId}" required_version="${OLDEST}"/>
  <name>${escapeMarkup(name)}</name>
  <icon src="icon.png"/>
  <content src="index.html"/>
  <access origin="*" subdomains="true"/>
  <feature name="http://tizen.org/feature/screen.size.normal.1080.1920"/>
  <tizen:profile name="tv-samsung"/>
${privileges.join('')}  <tizen:setting screen-orientation="landscape" context-menu="disable" background-support="disable" encryption="disable" install-location="auto" hwkey-event="enable"/>
</widget>
`
}
