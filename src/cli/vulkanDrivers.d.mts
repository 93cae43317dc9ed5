/** The file that leads the Vulkan loader to lavapipe. */
export function lavapipeDriver(): string | undefined;
/** The folder for sockets that drivers ask for. */
export function runtimeFolder(): string;
