declare module '@onirenaud/swiftshader-vulkan' {
  /** VK_DRIVER_FILES and VK_ICD_FILENAMES of the packaged driver. */
  export function vulkanEnvironment(): Record<string, string>;
}
