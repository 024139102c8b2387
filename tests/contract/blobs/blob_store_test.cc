// The contract of blobs::BlobStore on the drivers that need no server.

#include "blobs/fs/fs_blob_store.h"
#include "blobs/memory/memory_blob_store.h"
#include "contract/blobs/blob_store_contract.h"

namespace pictor::blobs {
namespace {

INSTANTIATE_TEST_SUITE_P(
    Drivers, BlobStoreContract,
    testing::Values(Driver{"Fs",
                           [](const std::filesystem::path& root, const Clock&) -> std::unique_ptr<BlobStore> {
                             return std::move(FsBlobStore::open(root).value());
                           }},
                    Driver{"Memory",
                           [](const std::filesystem::path&, const Clock& clock) -> std::unique_ptr<BlobStore> {
                             return std::make_unique<MemoryBlobStore>(clock);
                           }}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace pictor::blobs
