import type { Command } from 'commander'

import { listDevices } from './list-devices.ts'
import { provisionDevice } from './provision-device.ts'
import { type Asked, JSON_OPTION, report } from './report.ts'
import { unbindDevice } from './unbind-device.ts'

/** `couchlink devices`: televisions, and apps that were linked like one. */
export function devices(program: Command): void {
  const group = program.command('devices').description('televisions and linked apps')

  group
    .command('list')
    .description('list every device that has shown a code or stands in config.json')
    .option('--account <username>', 'only those of this account')
    .option(...JSON_OPTION)
    .action((options: Asked & { account?: string }) => report(options, () => listDevices(options)))

  group
    .command('unbind')
    .description('sign a device out, as Back on its remote does')
    .argument('<deviceId>', 'as "devices list" and the last line of the link screen show it')
    .option(...JSON_OPTION)
    .addHelpText('after', '\nThe TV shows it when it next asks the server, within 8 minutes.')
    .action((deviceId: string, asked: Asked) => report(asked, () => unbindDevice(deviceId)))

  group
    .command('provision')
    .description(
      'make a device key in advance, for a TV that shall belong to an account from its first start',
    )
    .argument('[account]', 'the user name to list it under')
    .option(...JSON_OPTION)
    .action((account: string | undefined, asked: Asked) =>
      report(asked, () => provisionDevice(account)),
    )
}
