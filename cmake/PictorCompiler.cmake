# How everything is compiled: one place.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1")
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g1")

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wno-implicit-int-float-conversion
                    -Wno-gnu-statement-expression -Wno-missing-field-initializers -Wno-c23-extensions -Werror)
add_compile_options(-fno-strict-aliasing)
add_compile_definitions(_GLIBCXX_ASSERTIONS)
add_link_options(-fuse-ld=mold)

if(PICTOR_SANITIZE)
  add_compile_options(-fsanitize=${PICTOR_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${PICTOR_SANITIZE})
  add_compile_definitions(PICTOR_SANITIZED)
else()
  # Hardening of the shipped binary; the sanitizers bring their own checks of the same kind.
  add_compile_options(-D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection)
endif()
add_link_options(-pie -Wl,-z,relro,-z,now,-z,noexecstack)

if(PICTOR_COVERAGE)
  add_compile_options(-fprofile-instr-generate -fcoverage-mapping)
  add_link_options(-fprofile-instr-generate)
endif()
if(PICTOR_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
