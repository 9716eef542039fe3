/** A real Chromium, without what it draws for itself: our pages in it are what is tested. */
import { chromium, type Browser } from 'playwright'

/** What Playwright turns off by itself: a second list stands in place of its own. */
const ofPlaywright = ['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades', 'HttpsFirstBalancedModeAutoEnable', 'LensOverlay', 'MediaRouter', 'PaintHolding', 'ThirdPartyStoragePartitioning', 'AvoidCorsURLLoaderRestartOnRedirect', 'OptimizationHints', 'NetworkTimeServiceQuerying', 'AimEnabled', 'PreconnectToSearch']
/** Two pages of Chromium's own behind the address bar of every window, which nobody sees here: of a core it took a second for each window, and more than our own page. */
const addressBar = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup']

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [`--disable-features=${[...ofPlaywright, ...addressBar].join(',')}`, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  })
