/**
 * Containers often hold a GPU's driver where no loader looks for it. Vulkan and EGL find their drivers by
 * small JSON files; when none of a real GPU lies in the usual folders, one of an unusual folder is named.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

interface Loader {
  /** The variables that name a driver file, the one that is set first. */
  readonly variables: readonly [string, ...string[]];
  readonly usual: readonly string[];
  readonly unusual: readonly string[];
}

const LOADERS: readonly Loader[] = [
  {
    variables: ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES'],
    usual: ['/etc/vulkan/icd.d', '/usr/share/vulkan/icd.d', '/usr/local/share/vulkan/icd.d'],
    unusual: ['/usr/local/nvidia/share/vulkan/icd.d', '/opt/nvidia/share/vulkan/icd.d'],
  },
  {
    variables: ['__EGL_VENDOR_LIBRARY_FILENAMES', '__EGL_VENDOR_LIBRARY_DIRS'],
    usual: ['/etc/glvnd/egl_vendor.d', '/usr/share/glvnd/egl_vendor.d'],
    unusual: ['/usr/local/nvidia/share/glvnd/egl_vendor.d', '/opt/nvidia/share/glvnd/egl_vendor.d'],
  },
];

const SOFTWARE_DRIVER = /lvp|llvmpipe|swiftshader|mesa\.json|virtio|gfxstream/i;

/** Names of a folder's files; none for a folder that is not there. */
export type ListFolder = (folder: string) => readonly string[];

const listFolder: ListFolder = (folder) => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

/**
 * Variables that lead the loaders to a driver that they would not find.
 * @param environment what is set already; a choice that was made stays
 */
export function driverVariables(
  environment: Readonly<Record<string, string | undefined>>,
  list: ListFolder = listFolder,
): Record<string, string> {
  const found: Record<string, string> = {};
  const driversIn = (folders: readonly string[]) =>
    folders.flatMap((folder) =>
      list(folder)
        .filter((name) => name.endsWith('.json') && !SOFTWARE_DRIVER.test(name))
        .map((name) => join(folder, name)),
    );
  for (const { variables, usual, unusual } of LOADERS) {
    if (variables.some((name) => environment[name] !== undefined)) continue;
    const [driver] = driversIn(usual).length > 0 ? [] : driversIn(unusual);
    if (driver !== undefined) found[variables[0]] = driver;
  }
  return found;
}
