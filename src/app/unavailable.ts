import { GpuUnavailableError } from '../engine/device.ts';
import { element } from './element.ts';
import { describe } from './notices.ts';
import { DeviceGoneError } from './viewer/losses.ts';

/** Takes the image's place and says why there is none and what can be done about it. */
export function showUnavailable(stage: HTMLElement, cause: unknown): void {
  document.documentElement.dataset['state'] = 'unavailable';
  const reason = reasonOf(cause);
  const retry = element('button', { type: 'button', class: 'primary', onclick: () => location.reload() }, 'Try again');
  const steps = adviceFor(reason, window.isSecureContext).map((line) => element('li', {}, line));
  stage.append(
    element(
      'section',
      { class: 'explain', role: 'alert' },
      element('h1', {}, TITLES[reason]),
      element('p', {}, describe(cause)),
      element('ul', {}, ...steps),
      element('p', {}, retry),
    ),
  );
}

function reasonOf(cause: unknown): keyof typeof TITLES {
  if (cause instanceof DeviceGoneError) return 'gone';
  return cause instanceof GpuUnavailableError ? cause.reason : 'other';
}

const TITLES = {
  'no-webgpu': 'This page needs WebGPU',
  'no-adapter': 'WebGPU found no graphics adapter',
  limits: 'This graphics adapter is too small',
  gone: 'The graphics device was lost',
  other: 'The graphics device could not be opened',
} as const;

function adviceFor(reason: keyof typeof TITLES, secure: boolean): string[] {
  const advice: string[] = [];
  if (reason === 'no-webgpu') {
    if (!secure)
      advice.push('Open the page over https, or from localhost: browsers offer WebGPU to secure pages only.');
    advice.push(
      'Chrome or Edge 113 and newer have it on Windows, macOS and ChromeOS, and 144 and newer on Linux with most drivers.',
      'Chrome on an older Linux: open chrome://flags, enable “Unsafe WebGPU Support” and “Vulkan”, and restart.',
      'Firefox 141 and newer have it on Windows, 145 and newer on macOS; elsewhere set dom.webgpu.enabled in about:config.',
      'Safari 26 and newer have it.',
    );
  } else {
    if (reason === 'gone') advice.push('Close other pages and programs that use the graphics card.');
    advice.push(
      'Check that hardware acceleration is on in the browser’s settings (System), and restart the browser.',
      'Update the graphics driver.',
      'In Chrome, chrome://gpu says under “WebGPU” what is missing.',
    );
  }
  return advice;
}
