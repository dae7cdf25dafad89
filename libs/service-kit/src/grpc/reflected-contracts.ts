/** Our contracts, in the form that gRPC reflection serves. */
import { loadFileDescriptorSetFromBuffer } from '@grpc/proto-loader';
import type { PackageDefinition } from '@grpc/proto-loader';
import { descriptorSetBase64 } from '@sallyport/contracts/generated/descriptor-set';

export function descriptorSet(): PackageDefinition {
  return loadFileDescriptorSetFromBuffer(Buffer.from(descriptorSetBase64, 'base64'));
}
