/**
 * Ways to make a headless Chromium use the machine's GPU. Which one works depends on the driver, on
 * whether there is a display and on the Chromium: they are tried in this order, the usual ones first.
 */
import { SOFTWARE_WEBGPU } from '../../test/support/chromium';

export interface FlagSet {
  readonly name: string;
  readonly flags: readonly string[];
}

const WEBGPU = ['--enable-unsafe-webgpu', '--ignore-gpu-blocklist', '--enable-gpu'];
const UNCONFINED = '--disable-gpu-sandbox';
const VULKAN = '--enable-features=Vulkan';
const ANGLE_ON_VULKAN = '--enable-features=Vulkan,VulkanFromANGLE,DefaultANGLEVulkan';
const NO_SURFACE = '--disable-vulkan-surface';

export const GPU_FLAGS: readonly FlagSet[] = [
  {
    name: 'ANGLE on Vulkan, no surface',
    flags: [...WEBGPU, UNCONFINED, ANGLE_ON_VULKAN, '--use-angle=vulkan', NO_SURFACE],
  },
  {
    name: 'ANGLE on Vulkan',
    flags: [...WEBGPU, UNCONFINED, ANGLE_ON_VULKAN, '--use-angle=vulkan'],
  },
  { name: 'Vulkan, no surface', flags: [...WEBGPU, UNCONFINED, VULKAN, NO_SURFACE] },
  {
    name: 'the default adapter, GL by SwiftShader',
    flags: [
      ...WEBGPU,
      UNCONFINED,
      VULKAN,
      NO_SURFACE,
      '--use-webgpu-adapter=default',
      '--use-angle=swiftshader',
    ],
  },
  {
    name: 'ANGLE on EGL',
    flags: [...WEBGPU, UNCONFINED, VULKAN, NO_SURFACE, '--use-gl=angle', '--use-angle=gl-egl'],
  },
  {
    name: 'in the browser process, ANGLE on Vulkan',
    flags: [
      ...WEBGPU,
      UNCONFINED,
      ANGLE_ON_VULKAN,
      '--use-angle=vulkan',
      NO_SURFACE,
      '--in-process-gpu',
    ],
  },
  {
    name: 'in the browser process, GL by SwiftShader',
    flags: [
      ...WEBGPU,
      UNCONFINED,
      VULKAN,
      NO_SURFACE,
      '--use-webgpu-adapter=default',
      '--use-angle=swiftshader',
      '--in-process-gpu',
    ],
  },
  { name: 'as Chromium decides', flags: WEBGPU },
];

/** To rehearse where there is no GPU. */
export const SOFTWARE_FLAGS: readonly FlagSet[] = [{ name: 'SwiftShader', flags: SOFTWARE_WEBGPU }];
